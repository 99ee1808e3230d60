"""What Sphinx is told; `tools/website.py` lays out the pages and calls it."""

from noiselab import __version__

project = "noiselab"
author = "the noiselab authors"
release = version = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

# Markdown as GitHub reads it: an anchor for each heading
myst_heading_anchors = 4
# notebooks are shown as they are committed, and never executed
nb_execution_mode = "off"

# docstrings: Google style, names in single backticks
napoleon_google_docstring, napoleon_numpy_docstring = True, False
napoleon_use_ivar = True
default_role = "code"
autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = f"noiselab {release}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = html_show_copyright = False
html_show_search_summary = False  # a page on a disk may read no other
highlight_language = "text"
pygments_style, pygments_dark_style = "a11y-light", "a11y-dark"
