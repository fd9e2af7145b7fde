"""What every section of the config is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section of the config: an unknown key is an error, a secret is never shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True)
