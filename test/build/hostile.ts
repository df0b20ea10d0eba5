/** Text that runs, loads, closes or turns something wherever it gets into a page as more than text. Each calls `hit` with its name. */
const ATTACKS = [
  `<script>hit('script')</script>`,
  `"><img src=x onerror="hit('image')">`,
  `'><svg onload='hit("picture")'>`,
  `" onmouseover="hit('mouse')" onfocus="hit('focus')" autofocus tabindex="1" style="position:fixed;inset:0`,
  `' onclick='hit("click")' style='display:none`,
  `</title></textarea></style></script><script>hit('closed')</script>`,
  `--><iframe srcdoc="<script>parent.hit('frame')</script>"></iframe><!--`,
  `<style>@import url(https://evil.example/a.css); body { display: none }</style>`,
  `<link rel=stylesheet href=https://evil.example/b.css><base href=https://evil.example/>`,
  `<form action=https://evil.example/><button>send</button></form><meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `<a href="javascript:hit('link')">here</a> javascript:hit('address')`,
  `\${hit('template')} {{hit('marks')}} <%= hit('percent') %> \${{ github.token }} &lt;b&gt; &#60;b&#62;`,
  `}\n*{color:red}\n.x{ background:url(https://evil.example/c.png)`,
  '\u202Edesrever\u202C \u2066isolated \u200Fright \u0000\u0007\u001B[31mred',
];

/** Of 10,000 characters, without a place to break a line within the last of them. */
export const HOSTILE_TEXT = `${ATTACKS.join(' ')} ${'W'.repeat(10_000)}`.slice(0, 10_000);

/** What could be a name: no slash, no line break, no more than GitHub's 100 characters. */
export const HOSTILE_NAME = `"><img src=x onerror=hit(9)>'\${hit(8)}{{hit(7)}}\u202Egnol-${'n'.repeat(30)}`;

export const HOSTILE_URL = `javascript:hit('url')//"><script>hit('url')</script>`;
