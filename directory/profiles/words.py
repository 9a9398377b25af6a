"""Which words does a group use of itself, and what do they mean to a reader?"""

from enum import StrEnum


class IncomeBand(StrEnum):
    """What a group takes in a year, in the bands of the 2020 report's survey, joined at the top."""

    NONE = "none"
    UNDER_5K = "under_5k"
    FROM_5K = "5k_to_25k"
    FROM_25K = "25k_to_100k"
    FROM_100K = "100k_and_more"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "none": "No income",
            "under_5k": "Less than £5,000",
            "5k_to_25k": "£5,000 to £25,000",
            "25k_to_100k": "£25,000 to £100,000",
            "100k_and_more": "£100,000 or more",
        }[self.value]


class Beneficiary(StrEnum):
    """Whom a group is for."""

    CHILDREN = "children"
    YOUNG_PEOPLE = "young_people"
    FAMILIES = "families"
    OLDER_PEOPLE = "older_people"
    CARERS = "carers"
    DISABLED_PEOPLE = "disabled_people"
    MENTAL_HEALTH = "mental_health"
    MIGRANTS = "migrants"
    LOW_INCOME = "low_income"
    OUT_OF_WORK = "out_of_work"
    HOMELESS = "homeless"
    LGBT = "lgbt"
    EVERYBODY = "everybody"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "children": "Children under 11",
            "young_people": "Young people",
            "families": "Families",
            "older_people": "Older people",
            "carers": "Carers",
            "disabled_people": "Disabled people",
            "mental_health": "People with poor mental health",
            "migrants": "People new to the country",
            "low_income": "People on a low income",
            "out_of_work": "People looking for work",
            "homeless": "People without a home",
            "lgbt": "LGBT+ people",
            "everybody": "Everybody who lives here",
        }[self.value]


class Need(StrEnum):
    """What a group seeks, or offers others."""

    MONEY = "money"
    ROOMS = "rooms"
    VOLUNTEERS = "volunteers"
    PARTNERS = "partners"
    KIT = "kit"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "money": "Money",
            "rooms": "Rooms or space",
            "volunteers": "Volunteers",
            "partners": "Other groups to work with",
            "kit": "Equipment",
            "advice": "Advice or training",
        }[self.value]


class Paperwork(StrEnum):
    """A document that funders ask for."""

    CONSTITUTION = "constitution"
    BANK_ACCOUNT = "bank_account"
    ACCOUNTS = "accounts"
    SAFEGUARDING = "safeguarding"
    INSURANCE = "insurance"
    EQUALITY = "equality"
    BUDGET = "budget"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "constitution": "A constitution or set of rules",
            "bank_account": "A bank account in the group's name",
            "accounts": "Last year's accounts",
            "safeguarding": "A safeguarding policy",
            "insurance": "Public liability insurance",
            "equality": "An equality policy",
            "budget": "A budget for the project",
        }[self.value]
