/* Syntax colours for the little code the films show: a list of rules per language. */

const STRING = ["string", /"[^"]*"?|'[^']*'?|`[^`]*`?/y];
const NUMBER = ["number", /\b\d[\d_.]*\b/y];
const CALL = ["call", /\b[A-Za-z_]\w*(?=\()/y];
const WORD = ["", /\w+|\s+|./y];

const RULES = {
  python: [
    ["comment", /#.*/y],
    STRING,
    ["keyword", /\b(def|return|if|elif|else|for|in|while|with|as|from|import|class|not|and|or|True|False|None|raise)\b/y],
    NUMBER,
    CALL,
    WORD,
  ],
  jsx: [
    ["comment", /\/\/.*/y],
    STRING,
    ["keyword", /<\/?[A-Za-z]*|\/?>(?!=)(?<!=>)|\b(const|let|function|return|if|else|await|async|import|from|new|null|true|false)\b/y],
    NUMBER,
    CALL,
    WORD,
  ],
  sql: [
    STRING,
    ["keyword", /\b(SELECT|FROM|WHERE|JOIN|ON|IN|UPDATE|SET|FOR|INSERT)\b/y],
    NUMBER,
    WORD,
  ],
  http: [["keyword", /\b(GET|POST|PATCH|DELETE)\b/y], STRING, NUMBER, WORD],
};

function escapeHtml(text) {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
}

function highlight(text, language) {
  let html = "";
  for (let at = 0; at < text.length; ) {
    const [kind, found] = nextToken(text, at, RULES[language]);
    html += kind ? `<span class="${kind}">${escapeHtml(found)}</span>` : escapeHtml(found);
    at += found.length;
  }
  return html;
}

function nextToken(text, at, rules) {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return [kind, match[0]];
  }
  return ["", text[at]];
}
