"""What all pages share: access, errors, live events, base templates, theme, translations."""
