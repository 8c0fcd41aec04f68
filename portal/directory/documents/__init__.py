"""Data of the printed documents: plain values in, plain values out; ``core.printing`` renders them."""
