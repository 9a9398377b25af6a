"""What does each page's template get? One frozen dataclass a page, nothing else."""

from web.contexts.page import PageContext

__all__ = ["PageContext"]
