"""``python -m data access CLAIMS.json``: what a person with these claims would see, and why."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from data import settings
from data.access import viewer as viewers
from data.access.access_file import WrongAccess, access_file
from data.access.viewer import Person, Viewer
from data.catalogue.metrics import catalogue
from data.city_profile import in_use
from data.scope import Scope
from data.settings import LANGUAGES
from data.text.messages import message, render
from data.text.texts import known_language, say


def main(arguments: list[str]) -> int:
    """Print the explanation. Returns the exit code: 0 sees something, 1 sees nothing, 2 a file is wrong."""
    options = _parser().parse_args(arguments)
    language = known_language(options.lang)
    try:
        home = settings.home(options.home)
        with in_use.using(in_use.city_of(home)):
            file = access_file(home)
        claims = json.loads(options.claims.read_text(encoding="utf-8"))
        person = viewers.person(claims, file)
    except WrongAccess as error:
        return _failed(render(error.stored, language))
    except (OSError, ValueError, AttributeError) as error:
        return _failed(f"{options.claims}: {error}")
    except KeyError as error:
        return _failed(render(message("access_no_claim", claim=error.args[0]), language))
    viewer = viewers.viewer(person, file)
    print("\n".join(explanation(person, viewer, language)))
    return 0 if viewer.grants else 1


def explanation(person: Person, viewer: Viewer, language: str) -> list[str]:
    """Return lines that say who the person is to Talkootila, and what the person may see and take away."""

    def line(key: str, value: str) -> str:
        return f"{say(f'rights.{key}', language)}: {value}"

    lines = [line("person", f"{person.name} ({person.subject})")]
    if not viewer.grants:
        unlisted = person.has_unlisted_groups
        return [*lines, say("rights.too_many_groups" if unlisted else "rights.unknown_person", language)]
    left_out = _left_out(viewer.scope)
    rows = viewer.row_scope
    yes_or_no = {True: say("rights.yes", language), False: say("rights.no", language)}
    return [
        *lines,
        line("matched", ", ".join(person.identities)),
        line("role", role_name(viewer, language)),
        line("departments", departments_text(viewer.scope, language)),
        line("left_out", ", ".join(left_out) or say("rights.nothing", language)),
        line("may_take_figures", yes_or_no[True]),
        line("may_take_rows", departments_text(rows, language) if rows else yes_or_no[False]),
        line("may_see_rejected", yes_or_no[viewer.is_steward]),
        line("may_see_audit", yes_or_no[viewer.is_steward]),
        line("may_load", yes_or_no[viewer.may_load]),
    ]


def role_name(viewer: Viewer, language: str) -> str:
    """Return what the viewer's role is called."""
    return say(f"rights.role_{viewer.role}", language)


def departments_text(scope: Scope, language: str) -> str:
    """Return the departments of a scope as text."""
    if scope.departments is None:
        return say("rights.all_departments", language)
    return ", ".join(scope.departments)


def _left_out(scope: Scope) -> list[str]:
    """Return the metrics that cannot be limited to departments, which a scoped viewer does not see."""
    if scope.departments is None:
        return []
    return [metric.id for metric in catalogue().metrics.values() if "department" not in metric.groupings]


def _failed(text: str) -> int:
    print(f"error: {text}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data access",
        description="What a person with these claims would see by access.toml of the home (docs/access.md).",
    )
    parser.add_argument("claims", type=Path, metavar="CLAIMS.json", help="the claims of an id token")
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=os.environ.get("TALKOOTILA_LANG", "en"), help="language"
    )
    parser.add_argument("--home", type=Path, help="folder of access.toml (default: data/)")
    return parser
