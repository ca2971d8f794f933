"""Facts about an article that its page or text states: headline, byline, day, dateline, caption, outlet, language."""
