"""
Makes terminal-light.svg and terminal-dark.svg, the picture on the README's first screen.

    python3 docs/images/terminal.py target/debug/go2doctor

What is drawn is a real run in a pseudo-terminal. With --text the run is only printed, for the test
that holds the pictures against the program.
"""

import fcntl
import html
import os
import pathlib
import pty
import re
import struct
import sys
import termios

ARGUMENTS = ['check', '--robot', 'sim:busy', '--no-history']
SHOWN = '$ go2doctor check --robot sim:busy'
COLUMNS, ROWS = 80, 24

# Pixels.
CELL, LINE, MARGIN = 8.4, 20, 16

NO_BREAK = '\N{NO-BREAK SPACE}'

# By the codes of "Select Graphic Rendition" (ECMA-48); the contrast is 4.5 to 1 at least.
THEMES = {
    'light': {'background': '#ffffff', 'border': '#d1d9e0', 'text': '#1f2328', '31': '#b3261e',
              '32': '#1a7f37', '33': '#8a5a00', '36': '#0b6e8a', '90': '#59636e'},
    'dark': {'background': '#0d1117', 'border': '#3d444d', 'text': '#e6edf3', '31': '#ff7b72',
             '32': '#56d364', '33': '#e3b341', '36': '#56d4dd', '90': '#9198a1'},
}


def printed(program):
    """Return what the program prints on a terminal, escapes included."""
    process, terminal = pty.fork()
    if process == 0:
        # Progress goes to stderr, and would be drawn over.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', ROWS, COLUMNS, 0, 0))
        environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'TERM': 'xterm-256color'}
        os.execve(program, ['go2doctor', *ARGUMENTS], environment)
    output = b''
    try:
        while chunk := os.read(terminal, 4096):
            output += chunk
    except OSError:
        # Linux reports the end of a terminal as an error.
        pass
    os.waitpid(process, 0)
    return output.decode().replace('\r\n', '\n').rstrip('\n')


def spans(line):
    """Return the parts of a line, each with the codes that are in force."""
    codes = set()
    for part in re.split(r'(\x1b\[[\d;]*m)', line):
        if not part.startswith('\x1b'):
            if part:
                yield part, frozenset(codes)
            continue
        for code in part[2:-1].split(';'):
            if code in ('', '0'):
                codes.clear()
            else:
                codes.add(code)


def plain(text):
    return re.sub(r'\x1b\[[\d;]*m', '', text)


def drawn(text, theme):
    """Return the picture of a terminal that shows `text`."""
    lines = text.split('\n')
    width = round(max(len(plain(line)) for line in lines) * CELL + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    rows = []
    for number, line in enumerate(lines):
        column = 0
        for part, codes in spans(line):
            colour = next((theme[code] for code in sorted(codes) if code in theme), theme['text'])
            weight = ' font-weight="bold"' if '1' in codes else ''
            # The width is given, so that columns stand in any font, and no space is folded.
            rows.append(
                f'<text x="{MARGIN + column * CELL:.1f}" y="{MARGIN + number * LINE + 15}" '
                f'textLength="{len(part) * CELL:.1f}" fill="{colour}"{weight}>'
                f'{html.escape(part, quote=False).replace(" ", NO_BREAK)}</text>')
            column += len(part)
        rows.append('')
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">',
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" '
        f'fill="{theme["background"]}" stroke="{theme["border"]}"/>',
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" '
        'font-size="14">',
        *rows, '</g>', '</svg>', ''])


def main():
    *options, program = sys.argv[1:]
    text = f'{SHOWN}\n{printed(os.path.abspath(program))}'
    if options == ['--text']:
        print(plain(text))
        return
    for name, theme in THEMES.items():
        path = pathlib.Path(__file__).with_name(f'terminal-{name}.svg')
        path.write_text(drawn(text, theme), encoding='utf-8')


main()
