"""Which languages besides English are asked for, and how is it said that somebody speaks them?"""

from collections.abc import Collection
from typing import Final

LANGUAGES: Final = {
    "ar": "Arabic",
    "bn": "Bengali",
    "bg": "Bulgarian",
    "bfi": "British Sign Language",
    "zh": "Chinese",
    "cs": "Czech",
    "fr": "French",
    "hu": "Hungarian",
    "lv": "Latvian",
    "lt": "Lithuanian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "es": "Spanish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
}
"""By their code of ISO 639, those that groups and needs are asked about."""
OTHER_LANGUAGES: Final = {
    "sq": "Albanian",
    "am": "Amharic",
    "nl": "Dutch",
    "et": "Estonian",
    "fa": "Farsi",
    "de": "German",
    "el": "Greek",
    "gu": "Gujarati",
    "hi": "Hindi",
    "it": "Italian",
    "ku": "Kurdish",
    "ml": "Malayalam",
    "ne": "Nepali",
    "ps": "Pashto",
    "pa": "Punjabi",
    "so": "Somali",
    "sw": "Swahili",
    "tl": "Tagalog",
    "ta": "Tamil",
    "ti": "Tigrinya",
    "vi": "Vietnamese",
    "cy": "Welsh",
    "yo": "Yoruba",
}
"""Others that somebody may speak; a list, so that nothing that is typed stands beside a person."""
EVERY_LANGUAGE: Final = LANGUAGES | OTHER_LANGUAGES
_SIGNED: Final = "bfi"


def spoken_words(codes: Collection[str]) -> str:
    """Say which languages somebody knows: `speak Polish and Latvian and sign in British Sign Language`."""
    spoken = [name for code, name in EVERY_LANGUAGE.items() if code in codes and code != _SIGNED]
    said = [f"speak {' and '.join(spoken)}"] if spoken else []
    if _SIGNED in codes:
        said.append(f"sign in {LANGUAGES[_SIGNED]}")
    return " and ".join(said)
