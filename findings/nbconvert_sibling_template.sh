#!/usr/bin/env bash
# nbconvert 7.17.2, Jinja2 3.1.6: two templates, `house` and `serif`, lie side by side in a folder
# that is given as `extra_template_basedirs`. `serif` names `house` as its `base_template`, and its
# page begins with {% extends 'house/index.html.j2' %}, as `house` itself extends
# 'basic/index.html.j2'.
#
# Guess before running it: it works, since both lie in a folder of templates that nbconvert knows.
# Seen: TemplateNotFound, whose whole text is `house/index.html.j2`. `template_paths` of the exporter
# lists the folder of each template in the chain (serif, house, basic, ...), and the folders above
# them only for those in Jupyter's data folders. With the same folder in `extra_template_paths` too,
# `house` is found and the page is rendered.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q nbconvert==7.17.2 jinja2==3.1.6 nbformat==5.10.4
cd "$place"
mkdir -p templates/house templates/serif
echo '{"base_template": "basic", "mimetypes": {"text/html": true}}' > templates/house/conf.json
echo '{"base_template": "house", "mimetypes": {"text/html": true}}' > templates/serif/conf.json
cat > templates/house/index.html.j2 <<'TEMPLATE'
{%- extends 'basic/index.html.j2' -%}
{%- block header -%}HOUSE{%- endblock -%}
TEMPLATE
cat > templates/serif/index.html.j2 <<'TEMPLATE'
{%- extends 'house/index.html.j2' -%}
{%- block header -%}{{ super() }} SERIF{%- endblock -%}
TEMPLATE
cat > show.py <<'PYTHON'
import nbformat
from jinja2 import TemplateNotFound
from nbconvert import HTMLExporter

notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("words")])


def begins(template, **options):
    exporter = HTMLExporter(
        template_name=template, extra_template_basedirs=["templates"], **options
    )
    try:
        return exporter.from_notebook_node(notebook)[0].split("<")[0].strip()
    except TemplateNotFound as error:
        return f"TemplateNotFound: {error}"


seen = [
    begins("house"),
    begins("serif"),
    begins("serif", extra_template_paths=["templates"]),
]
print(*seen, sep="\n")
assert seen == ["HOUSE", "TemplateNotFound: house/index.html.j2", "HOUSE SERIF"], seen
PYTHON
"$place/venv/bin/python" show.py
