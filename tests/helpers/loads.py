"""HTML that runs something, or loads it from the network, when a page is opened."""

DATA = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk"
)
NET = "https://example.org/x"
# what would run, or be loaded as a page is opened, in many ways
LOADS = [
    f"<script src='{NET}'></script>",
    f"<script>fetch('{NET}')</script>",
    f"<script type=module>import '{NET}'</script>",
    f"<img src={NET}>",
    f"<img alt=a src=' {NET}'>",
    "<img src='//example.org/x'>",
    "<img src='\\\\example.org\\x'>",
    "<img src='https:example.org/x'>",
    "<img src='ht\ntps://example.org/x'>",
    "<img src='&#104;ttps://example.org/x'>",
    "<img src='https&colon;//example.org/x'>",
    "<img src='file://example.org/x'>",
    f"<img srcset='a.png 1x, {NET} 2x'>",
    f"<img src='x' onerror=\"location='{NET}'\">",
    f"<picture><source srcset='{NET}'><img src='{DATA}'></picture>",
    f"<link rel=stylesheet href='{NET}'><link rel=dns-prefetch href='//example.org'>",
    f"<meta http-equiv=refresh content='0;url={NET}'>",
    f"<base href='{NET}'><img src=x.png>",
    f"<iframe src='{NET}'></iframe>",
    f"<iframe srcdoc='<script src={NET}></script>'></iframe>",
    f"<object data='{NET}'></object><embed src='{NET}'>",
    f"<video src='{NET}' poster='{NET}'></video><audio><source src='{NET}'></audio>",
    f"<video src='data:video/mp4;base64,AAAA'><track src='{NET}' default></video>",
    f"<style>@import '{NET}'; p {{ background: url({NET}) }}</style>",
    f"<style>@import url(//example.org/x); @font-face {{ src: url('{NET}') }}</style>",
    f"<p style='background: url(\"{NET}\")'>a</p>",
    f"<table background='{NET}'><tr><td background='{NET}'>1</td></tr></table>",
    f"<svg><image href='{NET}'/><image xlink:href='{NET}'/><use href='{NET}#a'/></svg>",
    f"<svg><image><set attributeName='href' to='{NET}'/></image></svg>",
    f"<svg><animate attributeName='href' values='{DATA};{NET}'/></svg>",
    f"<svg><rect fill='url({NET}#a)' filter='url({NET}#b)'/></svg>",
    f"<svg><feImage href='{NET}'/><foreignObject><img src='{NET}'></foreignObject></svg>",
    f"<form action='{NET}'><input type=image src='{NET}'></form>",
    f"<a href='#a' ping='{NET}'>a</a><a href='javascript:location=`{NET}`'>b</a>",
    f"<body background='{NET}' onload='x()'>a</body>",
    f"<!--[if IE]><img src='{NET}'><![endif]-->",
    f"<noscript><img src='{NET}'></noscript><template><img src='{NET}'></template>",
    f"<math><mtext><table><mglyph><style><img src='{NET}'></style></mglyph></table></mtext></math>",
]  # fmt: skip
