"""What shape has a problem (RFC 9457)?"""

from pydantic import BaseModel, Field


class FieldProblem(BaseModel):
    field: str = Field(description="The parameter to mend.", examples=["radius_m"])
    detail: str = Field(description="How to mend it.", examples=["Use more than 0."])


class Problem(BaseModel):
    """What went wrong, and what to do."""

    type: str = Field(description="Stable address of this kind of problem.", examples=["/problems/not-found"])
    title: str = Field(description="The kind of problem in words.", examples=["Not found"])
    status: int = Field(description="The HTTP status, again.", examples=[404])
    detail: str = Field(
        description="What is wrong with this request.", examples=["No postcode CB99 9ZZ is known."]
    )
    field: str | None = Field(
        default=None, description="The first parameter to mend, where one is at fault.", examples=["postcode"]
    )
    errors: list[FieldProblem] | None = Field(
        default=None, description="Every parameter to mend, where some are at fault."
    )
