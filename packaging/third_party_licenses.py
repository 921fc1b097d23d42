"""
Prints the licences of the crates that are in the program, for those who pass it on.

    cargo metadata --locked --format-version 1 --filter-platform TRIPLE | python3 third_party_licenses.py

Texts that are the same are printed once, with the crates that they are of.
"""

import json
import pathlib
import sys

NAMES = ('license', 'licence', 'copying', 'copyright', 'notice', 'unlicense')


def linked(metadata):
    """Return the packages that are compiled into the program, by id."""
    packages = {package['id']: package for package in metadata['packages']}
    nodes = {node['id']: node for node in metadata['resolve']['nodes']}
    found, waiting = {}, [metadata['resolve']['root']]
    while waiting:
        package = packages[waiting.pop()]
        # A macro runs in the compiler and leaves nothing of its own.
        macro = any('proc-macro' in target['kind'] for target in package['targets'])
        if macro or package['id'] in found:
            continue
        found[package['id']] = package
        waiting += [dependency['pkg'] for dependency in nodes[package['id']]['deps']
                    if any(kind['kind'] is None for kind in dependency['dep_kinds'])]
    return found


def texts(package):
    """Return the texts of a crate's licences, as its source has them."""
    folder = pathlib.Path(package['manifest_path']).parent
    files = [file for file in folder.iterdir() if file.is_file() and file.suffix not in ('.rs', '.py')
             and file.name.lower().startswith(NAMES)]
    return [file.read_text(errors='replace').strip() for file in sorted(files)]


def main():
    metadata = json.load(sys.stdin)
    own = metadata['resolve']['root']
    crates = sorted((package for id, package in linked(metadata).items() if id != own),
                    key=lambda package: (package['name'], package['version']))
    of_text = {}
    print('go2doctor contains these crates. Their licences follow.\n')
    for crate in crates:
        name = f'{crate["name"]} {crate["version"]}'
        authors = ', '.join(crate['authors'])
        print(f'- {name}: {crate["license"]}' + (f' ({authors})' if authors else ''))
        for text in texts(crate):
            of_text.setdefault(text, []).append(name)
    for text, names in of_text.items():
        print(f'\n{"=" * 78}\n{", ".join(names)}\n{"-" * 78}\n{text}')


main()
