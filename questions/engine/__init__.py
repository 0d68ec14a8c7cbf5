"""Documents, expressions, domains, certificates and variants; knows no people and no Django."""
