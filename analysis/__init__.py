"""The paper's data, what follows from them, and what the paper says against it."""
