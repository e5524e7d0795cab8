"""The gallery: the whole library in one comparison, with a figure and a section of a page a scenario."""
