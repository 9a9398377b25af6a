"""How many listings would one expect here?

A count model over parishes: the number of listings known in a parish, given how many people live there, how
rural it is, how large it is and of which kind the listings are. A parish with far fewer than such parishes
have is more likely unasked than empty.

The model is a Poisson regression with log link; where the counts scatter more than that allows, a negative
binomial one (NB2, variance ``mean + alpha mean²``), fitted by maximum likelihood. Which, is decided by the
regression test of Cameron and Trivedi (1990): ``((y - m)² - y) / m`` on ``m`` without a constant, one-sided,
5 %.

What it does not show. It compares the directory with itself: where nothing was surveyed anywhere, nothing is
far below. Parishes that nobody surveyed pull down what is expected of the others. The interval is that of the
fitted distribution and leaves out the doubt about its coefficients, which among hundreds of parishes is small
beside it. Where fewer than three are expected not even none is far below (``exp(-3) = 0.05``), and with extra
scatter that limit is higher: there, not being far below says nothing (`Expected.telling`). Of many
parishes in line up to 5 in 100 are flagged by chance; the flag only withholds a finding, it never makes one.

Sources: McCullagh and Nelder (1989), *Generalized linear models*, 2nd ed., chapter 6; Cameron and Trivedi
(1990), Journal of Econometrics 46, 347-364, and (2013), *Regression analysis of count data*, 2nd ed., 3.3
and 3.4.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.stats import nbinom, poisson, t

from geo.arrays import Bools, Floats, as_floats

LEAST_PARISHES = 20
OVERDISPERSED_P = 0.05
_ALPHA_RANGE = (1e-6, 1e3)
_MAX_STEPS = 100


@dataclass(frozen=True, slots=True)
class Expected:
    """What a count model expects of each row, and how the count compares.

    Attributes
    ----------
    mean : ndarray of float64, shape (n,)
        Listings expected; NaN where the row is not judged.
    low, high : ndarray of float64, shape (n,)
        Quantiles of the fitted distribution, whole numbers; NaN where not judged.
    probability : ndarray of float64, shape (n,)
        Of so few listings or fewer; NaN where not judged or the count is unknown.
    far_below : ndarray of bool, shape (n,)
        Is that probability below the lower tail of the interval (0.05 for 90 %)? The same as a count below
        `low`. False where not judged.
    alpha : float
        Of the negative binomial; 0 where the model is Poisson.
    overdispersion_p : float
        P-value of the test for more scatter than Poisson allows.
    deviance : float
        Of the fitted model.
    residual_df : int
        Rows fitted less coefficients.
    terms : tuple of str
        Names of the coefficients.
    coefficients : ndarray of float64
        On the log scale, as `terms`.
    """

    mean: Floats
    low: Floats
    high: Floats
    probability: Floats
    far_below: Bools
    alpha: float
    overdispersion_p: float
    deviance: float
    residual_df: int
    terms: tuple[str, ...]
    coefficients: Floats

    @property
    def judged(self) -> Bools:
        """Where a count could be compared with what is expected."""
        return ~np.isnan(self.probability)

    @property
    def telling(self) -> Bools:
        """Where a count of 0 would be far below; elsewhere the comparison can tell nothing."""
        return self.judged & (self.low >= 1)


def fit_expected(
    observed: ArrayLike,
    population: ArrayLike,
    *,
    rural: ArrayLike | None = None,
    area_km2: ArrayLike | None = None,
    kind: ArrayLike | None = None,
    confidence: float = 0.9,
    least_parishes: int = LEAST_PARISHES,
) -> Expected | None:
    """Fit how many listings parishes have, and find those with far fewer.

    A row is a parish; with `kind` it is a parish and a kind (or a capital), each parish once for each kind.

    Parameters
    ----------
    observed : array_like, shape (n,)
        Listings known there, whole numbers; NaN means unknown: not fitted, but something is expected.
    population : array_like, shape (n,)
        Residents. Unknown (NaN) or 0: neither fitted nor judged.
    rural : array_like of bool, str or int, shape (n,), optional
        Rural or not, or a class of rurality. ``None`` in it means unknown: neither fitted nor judged.
    area_km2 : array_like, shape (n,), optional
        Square kilometres, above 0; NaN means unknown: neither fitted nor judged.
    kind : array_like of str or int, shape (n,), optional
        The kind of listings that the row counts.
    confidence : float
        Of the prediction interval, between 0 and 1.
    least_parishes : int
        Rows (of each kind, on average) that it takes.

    Returns
    -------
    Expected or None
        None where fewer than `least_parishes` can be fitted, where all counts are 0, or where the fit does
        not converge: then nothing may be said. Kinds and classes of rurality without a single listing are not
        judged, since the fit would put them at exactly 0. Columns that add nothing (all parishes rural) are
        left out. The order of the rows does not matter.

    Raises
    ------
    ValueError
        If lengths differ, a count is negative or not whole, or `confidence` is not between 0 and 1.

    Examples
    --------
    Forty parishes with one listing for 100 people, but in the last nobody has looked.

    >>> people = np.linspace(300, 2250, 40).round()
    >>> listed = np.append((people / 100).round()[:-1], 0)
    >>> fitted = fit_expected(listed, people)
    >>> fitted.far_below.nonzero()[0], bool(fitted.low[-1] > 5)
    (array([39]), True)
    >>> fit_expected([1, 2, 3], [100, 200, 300]) is None
    True
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, and is {confidence}")
    count = as_floats(observed, "observed")
    n = len(count)
    if not ((np.isnan(count)) | ((count >= 0) & (count == np.floor(count)))).all():
        raise ValueError("observed must hold whole numbers from 0, or NaN")
    people = as_floats(population, "population", n)
    numbers = {"log people": np.where(people > 0, people, np.nan)}
    if area_km2 is not None:
        area = as_floats(area_km2, "area_km2", n)
        numbers["log square kilometres"] = np.where(area > 0, area, np.nan)
    classes = {
        name: _as_classes(values, name, n)
        for name, values in (("rural", rural), ("kind", kind))
        if values is not None
    }
    usable = _usable(count, numbers, classes)
    fitted: Bools = usable & ~np.isnan(count)
    n_kinds = len(np.unique(classes["kind"][fitted])) if "kind" in classes else 1
    if not fitted.any() or np.count_nonzero(fitted) < least_parishes * n_kinds:
        return None
    terms, columns = _design(numbers, classes, usable, fitted)
    model = _fit(count[fitted], columns[fitted])
    return None if model is None else _compare(model, count, usable, terms, columns, confidence)


@dataclass(frozen=True, slots=True)
class _Model:
    coefficients: Floats
    alpha: float
    overdispersion_p: float
    deviance: float
    residual_df: int


def _usable(count: Floats, numbers: dict[str, Floats], classes: dict[str, NDArray[Any]]) -> Bools:
    usable: Bools = np.ones(len(count), dtype=np.bool_)
    for values in numbers.values():
        usable &= ~np.isnan(values)
    for values in classes.values():
        usable &= values != ""
    # What is left out has no listing, so it takes none from another class: one pass is enough.
    for values in classes.values():
        usable &= np.isin(values, np.unique(values[usable & (count > 0)]))
    return usable if (count[usable] > 0).any() else np.zeros_like(usable)


def _design(
    numbers: dict[str, Floats], classes: dict[str, NDArray[Any]], usable: Bools, fitted: Bools
) -> tuple[tuple[str, ...], Floats]:
    candidates: list[tuple[str, Floats]] = [("constant", np.ones(len(usable)))]
    for name, values in numbers.items():
        logs = np.log(np.where(usable, values, 1.0))
        candidates.append((name, logs))
    for name, labels in classes.items():
        candidates.extend(
            (f"{name} {label}", (labels == label).astype(np.float64))
            for label in np.unique(labels[fitted])[1:]
        )
    terms: list[str] = []
    columns: list[Floats] = []
    for name, column in candidates:
        trial = np.column_stack([*columns, column])[fitted]
        if np.linalg.matrix_rank(trial) > len(columns):
            terms.append(name)
            columns.append(column)
    return tuple(terms), np.column_stack(columns)


def _fit(count: Floats, columns: Floats) -> _Model | None:
    # In one order whatever the order given, so that sums round the same way.
    order = np.lexsort((count, *columns.T[::-1]))
    count, columns = count[order], columns[order]
    poisson_fit = _glm(count, columns, 0.0)
    if poisson_fit is None:
        return None
    p_value = _overdispersion_p(count, poisson_fit[1])
    alpha, chosen = 0.0, poisson_fit
    if p_value < OVERDISPERSED_P:
        alpha = _best_alpha(count, columns)
        refit = _glm(count, columns, alpha)
        if refit is None:
            return None
        chosen = refit
    coefficients, _, deviance = chosen
    return _Model(coefficients, alpha, p_value, deviance, len(count) - columns.shape[1])


def _glm(count: Floats, columns: Floats, alpha: float) -> tuple[Floats, Floats, float] | None:
    """Coefficients, means and deviance; None where the fit does not converge."""
    import statsmodels.api as sm  # noqa: PLC0415 - seconds to import, and only jobs fit

    family = sm.families.NegativeBinomial(alpha=alpha) if alpha else sm.families.Poisson()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            result = sm.GLM(count, columns, family=family).fit(maxiter=_MAX_STEPS)
        except (Warning, np.linalg.LinAlgError, ValueError):
            # Diverging fits end in any of these; there is then no model, which the caller is told.
            return None
    if not result.converged or not np.isfinite(result.params).all():
        return None
    return np.asarray(result.params), np.asarray(result.mu), float(result.deviance)


def _overdispersion_p(count: Floats, mean: Floats) -> float:
    extra = ((count - mean) ** 2 - count) / mean
    square = float(mean @ mean)
    slope = float(mean @ extra) / square
    df = len(count) - 1
    error = float(((extra - slope * mean) ** 2).sum()) / df / square
    return float(t.sf(slope / np.sqrt(error), df)) if error > 0 else float(slope <= 0)


def _best_alpha(count: Floats, columns: Floats) -> float:
    def against(log_alpha: float) -> float:
        alpha = float(np.exp(log_alpha))
        found = _glm(count, columns, alpha)
        if found is None:
            return np.inf
        return -float(np.sum(nbinom.logpmf(count, 1 / alpha, 1 / (1 + alpha * found[1]))))

    low, high = np.log(_ALPHA_RANGE)
    best = minimize_scalar(against, bounds=(low, high), method="bounded", options={"xatol": 1e-6})
    return float(np.exp(best.x))


def _compare(
    model: _Model, count: Floats, usable: Bools, terms: tuple[str, ...], columns: Floats, confidence: float
) -> Expected:
    tail = (1 - confidence) / 2
    # Row by row, not as a matrix product, whose last digits depend on where a row stands.
    mean = np.where(usable, np.exp((columns * model.coefficients).sum(axis=1)), np.nan)
    distribution: Any = (
        nbinom(1 / model.alpha, 1 / (1 + model.alpha * mean)) if model.alpha else poisson(mean)
    )
    probability: Floats = np.asarray(distribution.cdf(count))
    return Expected(
        mean=mean,
        low=np.asarray(distribution.ppf(tail)),
        high=np.asarray(distribution.ppf(1 - tail)),
        probability=probability,
        far_below=probability < tail,
        alpha=model.alpha,
        overdispersion_p=model.overdispersion_p,
        deviance=model.deviance,
        residual_df=model.residual_df,
        terms=terms,
        coefficients=model.coefficients,
    )


def _as_classes(values: ArrayLike, name: str, n: int) -> NDArray[Any]:
    raw = np.asarray(values, dtype=np.object_)
    if raw.shape != (n,):
        raise ValueError(f"{name} must have shape ({n},), not {raw.shape}")
    return np.where(pd.isna(raw), "", raw.astype(np.str_))
