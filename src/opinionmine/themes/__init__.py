"""From an Opinion to a Prediction: codebook, corpus, features, model, evaluation and explanation."""
