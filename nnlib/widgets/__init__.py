"""Live figures: turn a number, and see what it does.

    from nnlib import widgets
    widgets.neuron()

Your own functions can be passed in: `widgets.neuron(sigmoid=sigmoid)`. Each figure is a file: a pure function of a
state that returns a drawing, and a few controls around it. What they share is in `stage.py` and `svg.py`.
"""

from nnlib.widgets.neuron import neuron

__all__ = ["neuron"]
