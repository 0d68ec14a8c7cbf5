"""The judge: runs foreign code and gives a verdict; knows no people and no courses."""
