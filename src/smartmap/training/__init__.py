"""Training and measuring: needs scikit-learn, never loaded to suggest."""
