"""Write the README's pictures: the last figure of notebook 02, and the playground after 1,600 epochs."""

import base64
import re
from pathlib import Path

from nnlib import widgets

HERE = Path(__file__).parent
NOTEBOOK, PICTURE, PLAYGROUND = HERE / "02_forward_pass.ipynb", HERE / "picture.png", HERE / "playground.svg"


def last_figure(notebook=NOTEBOOK) -> bytes:
    """The PNG of the last figure that the notebook shows."""
    return base64.b64decode(re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", notebook.read_text("utf-8"))[-1])


def trained_playground(pictures=80, epochs=20) -> str:
    """The still picture of a playground that has told the moons apart, as SVG."""
    figure = widgets.playground("moons", hidden=(6, 4))
    for _ in range(pictures):
        for _ in range(epochs):
            figure.advance()
        figure.frame()
    return figure.still().svg


if __name__ == "__main__":
    PICTURE.write_bytes(last_figure())
    PLAYGROUND.write_text(trained_playground(), "utf-8")
