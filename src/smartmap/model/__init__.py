"""The trained model at run time: numpy alone."""
