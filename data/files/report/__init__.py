"""A department's monthly report as PDF and as a workbook, with the figures of the page."""

from __future__ import annotations

from data.analyses.department_month import DepartmentMonth, gather
from data.catalogue.metrics import catalogue
from data.disclosure import is_open
from data.files.report import booking_sections, changes, pdf, sections, workbook
from data.files.report.content import Content, Definition
from data.files.report.words import Words
from data.filters import QueryError
from data.scope import Scope
from data.settings import LANGUAGES, suppression_threshold
from data.text import numbers
from data.warehouse import Build

FORMS = ("pdf", "xlsx")


def make(department: str, month: str, language: str, form: str, scope: Scope, *, build: Build) -> bytes:
    """Return the report as a file. Raises QueryError for an unknown department, month, language or form."""
    if language not in LANGUAGES:
        raise QueryError(f"unknown language {language!r}; there are: {', '.join(LANGUAGES)}")
    if form not in FORMS:
        raise QueryError(f"unknown form {form!r}; there are: {', '.join(FORMS)}")
    return write(gather(department, month, scope, build=build), language, form)


def write(month: DepartmentMonth, language: str, form: str) -> bytes:
    """Return the report of a month as a file, in one of ``FORMS``."""
    content = compose(month, language)
    if form == "pdf":
        return pdf.write(content, month)
    return workbook.write(content, month)


def file_name(department: str, month: str, language: str, build_id: str, form: str) -> str:
    """Return a name that differs per department, month, language and build."""
    return f"talkootila-report-{department}-{month}-{language}-{build_id}.{form}"


def compose(month: DepartmentMonth, language: str) -> Content:
    """Return the report in one language, before it is written to a file."""
    words = Words(month.build, language)
    return Content(
        language=language,
        title=words.say(
            "report.title",
            division=words.name("department", month.department),
            month=f"{numbers.month_name(month.month, language)} {month.month[:4]}",
        ),
        warning=words.say("report.sample") if month.build.is_sample else "",
        notices=_notices(month, words),
        summary=_summary(month, words),
        sections=(
            sections.figures(month, words),
            sections.days(month, words),
            booking_sections.spaces(month, words),
            booking_sections.bookers(month, words),
            booking_sections.outcomes(month, words),
            sections.volunteering(month, words),
            changes.section(month, words),
        ),
        definitions=tuple(_definition(figure.metric, language) for figure in month.figures),
        about=_about(month, words),
    )


def _notices(month: DepartmentMonth, words: Words) -> tuple[str, ...]:
    sentences = []
    rate = month.figure("booking_rate").year
    if rate.through and rate.before_through:
        days = {"through": rate.through, "before": rate.before_through}
        shown = {name: numbers.day(day, words.language) for name, day in days.items()}
        sentences.append(words.say("report.partial", **shown))
    if month.is_empty:
        sentences.append(words.say("report.empty"))
    return tuple(sentences)


def _summary(month: DepartmentMonth, words: Words) -> tuple[str, ...]:
    """Return the month in three sentences; a figure without a value has none."""
    sentences = []
    for key, metric in (
        ("rate", "booking_rate"),
        ("shared", "shared_use_share"),
        ("hours", "volunteer_hours"),
    ):
        comparison, unit = month.figure(metric).year, catalogue().metrics[metric].unit
        if comparison.now.value is None:
            continue
        name = numbers.month_name(month.month, words.language)
        sentences.append(
            words.say(
                f"report.{key}" if comparison.before.value is None else f"report.{key}_beside",
                month=name.capitalize() if words.language == "fi" else name,
                year=month.month[:4],
                value=numbers.in_words(comparison.now.value, unit, words.language),
                before=numbers.in_words(comparison.before.value, unit, words.language),
            )
        )
    return tuple(sentences)


def _definition(metric: str, language: str) -> Definition:
    text = catalogue().metrics[metric].texts[language]
    formula = f"{text.numerator} ÷ {text.denominator}" if text.denominator else text.numerator
    return Definition(text.title, text.description, formula, text.caveats)


def _about(month: DepartmentMonth, words: Words) -> tuple[tuple[str, str], ...]:
    language, build = words.language, month.build
    rate = month.figure("booking_rate").year
    compared = numbers.period(rate.before_from_month, rate.before_to_month, language)
    if rate.before_through:
        compared += f" ({numbers.day(rate.before_through, language)})"
    command = f"python -m data report --month {month.month} --department {month.department}"
    command += f" --lang {language} --build {build.id} --out DIR"
    command += f" --level {month.scope.level}" if is_open(month.scope) else ""
    lines = [
        ("division", f"{words.name('department', month.department)} ({month.department})"),
        ("month", numbers.period(month.month, month.month, language)),
        ("compared", compared),
        ("as_of", numbers.day(build.as_of, language)),
        ("build", build.id),
        ("built_at", numbers.instant(build.built_at, language)),
        ("protection", words.say("report.protection_text", threshold=suppression_threshold())),
        ("command", command),
    ]
    if build.is_sample:
        lines.append(("note", words.say("report.sample")))
    return tuple((words.say(f"report.{key}"), value) for key, value in lines)
