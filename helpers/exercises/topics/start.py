"""Predictions of notebook 00."""

from ..prediction import Prediction

PREDICTIONS = {
    "fewer": Prediction(
        "GoogLeNet came two years after AlexNet and has 22 layers where AlexNet has 8. How many "
        "times fewer parameters does it have?",
        reading="And it computes twice as much. Notebook 05 counts where both come from.",
    ),
    "accuracy": Prediction(
        "A network of 8 layers sees 640 images twice. What will its accuracy on new images be? "
        "Guessing one of ten classes gives 10 %.",
        unit="%",
        reading="Above guessing, after some seconds. What it takes to get to 90 % is the subject "
        "of all that follows.",
    ),
}
