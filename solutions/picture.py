"""Write the README's picture: the last figure of notebook 02, as it is stored in its solution."""

import base64
import re
from pathlib import Path

HERE = Path(__file__).parent
NOTEBOOK, PICTURE = HERE / "02_forward_pass.ipynb", HERE / "picture.png"


def last_figure(notebook=NOTEBOOK) -> bytes:
    """The PNG of the last figure that the notebook shows."""
    return base64.b64decode(re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", notebook.read_text("utf-8"))[-1])


if __name__ == "__main__":
    PICTURE.write_bytes(last_figure())
