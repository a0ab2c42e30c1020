"""The book as HTML and PDF: by Quarto where it is installed, by a small engine of its own where it is not."""
