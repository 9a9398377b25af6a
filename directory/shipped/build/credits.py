"""Which licence applies to a public source, and which lines must be shown with it."""

OGL = "Open Government Licence v3.0"
OPEN_PARLIAMENT = "Open Parliament Licence v3.0"

ONS = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0.",
    "Contains OS data © Crown copyright and database right 2025.",
)
HOUSE_OF_COMMONS_LIBRARY = (
    "Contains Parliamentary information licensed under the Open Parliament Licence v3.0 (MSOA Names).",
)
POSTCODES = (
    *ONS,
    "Contains Royal Mail data © Royal Mail copyright and database right 2025.",
    "Contains National Statistics data © Crown copyright and database right 2025.",
)
DEPRIVATION = (
    (
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        "(MHCLG, English Indices of Deprivation 2019 and 2025)."
    ),
)
NAPTAN = (
    (
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        "(Department for Transport, NaPTAN)."
    ),
)
OS_OPEN_NAMES = ("Contains OS data © Crown copyright and database right 2024.",)
NHS = (
    (
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        "(NHS England, Organisation Data Service and NHS Choices)."
    ),
)
DFE = (
    (
        "Contains public sector information licensed under the Open Government Licence v3.0 "
        "(Department for Education, Get Information about Schools)."
    ),
)
