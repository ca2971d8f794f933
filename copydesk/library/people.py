"""Which person an article means: by the name it writes, or by the person's file where two share a name. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from copydesk.errors import Problem, did_you_mean
from copydesk.model import Mention, Person, name_key
from copydesk.urls import slugify


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """Whom each name means: `owner` where that is one person, `shared` where several have it; by folded name."""

    owner: Mapping[str, Person] = field(default_factory=dict)
    shared: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)


def find_namesakes(people: Iterable[Person]) -> Namesakes:
    """The names of people with files. A person's own name goes before an alias of somebody else."""
    everyone = tuple(people)
    names: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    others: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    for person in everyone:
        names[name_key(person.name)][person.slug] = person
        for alias in (*person.aliases, person.original):
            if alias:
                others[name_key(alias)][person.slug] = person
    found = {**others, **names}
    return Namesakes(
        owner={key: next(iter(of.values())) for key, of in found.items() if len(of) == 1},
        shared={key: tuple(of.values()) for key, of in found.items() if len(of) > 1},
    )


def check_namesakes(people: Sequence[Person], problems: list[Problem], warnings: list[Problem]) -> None:
    """Note what is amiss with people who share a name: it is allowed where a line in each file tells them apart."""
    known = find_namesakes(people)
    for key, sharing in sorted(known.shared.items()):
        same_name = [person for person in sharing if name_key(person.name) == key]
        if len(same_name) > 1:
            _check_lines(same_name, problems)
        else:
            _warn_of_alias(key, sharing, warnings)
    for person in people:
        for alias in person.aliases:
            other = known.owner.get(name_key(alias))
            if other is not None and other.slug != person.slug:
                message = f'the alias "{alias}" is the name of {other.location.path}: it means that person'
                warnings.append(Problem(location=person.location, message=message, advice="take it out here"))
    _check_slugs(people, problems)


def _check_lines(sharing: Sequence[Person], problems: list[Problem]) -> None:
    lines = [name_key(person.disambiguation) for person in sharing]
    for number, person in enumerate(sharing):
        other = sharing[number - 1] if number else sharing[1]
        if not person.disambiguation:
            message = f'"{person.name}" is also the name of {other.location.path}'
            advice = "tell them apart: write disambiguation: … (such as boxer, born 1988) in both"
            problems.append(Problem(location=person.location, message=message, advice=advice))
        elif lines.count(lines[number]) > 1:
            message = f'"{person.name}, {person.disambiguation}" is also {other.location.path}'
            problems.append(Problem(location=person.location, message=message, advice="say what tells them apart"))


def _warn_of_alias(key: str, sharing: Sequence[Person], warnings: list[Problem]) -> None:
    for number, person in enumerate(sharing):
        other = sharing[number - 1] if number else sharing[1]
        alias = next((name for name in (*person.aliases, person.original) if name_key(name) == key), key)
        message = f'"{alias}" is also a name of {other.location.path}: it means neither'
        warnings.append(Problem(location=person.location, message=message, advice="keep it in one of them"))


def _check_slugs(people: Iterable[Person], problems: list[Problem]) -> None:
    first: dict[str, Person] = {}
    for person in people:
        other = first.setdefault(person.slug, person)
        if other is not person:
            message = f'the address of "{person.name}" is also that of {other.location.path}'
            problems.append(Problem(location=person.location, message=message, advice="give one another slug: …"))


def person_meant(mention: Mention, known: Namesakes, by_slug: Mapping[str, Person]) -> Person | Problem | None:
    """The person with a file whom a mention means, None for one without a file, or what is wrong with it."""
    if mention.person:
        found = by_slug.get(mention.person) or by_slug.get(slugify(mention.person))
        if found is not None and found.stated:
            return found
        stated = [slug for slug, person in by_slug.items() if person.stated]
        message = f'there is no content/people/{mention.person}.md for "person: {mention.person}"'
        return Problem(location=mention.location, message=message, advice=did_you_mean(mention.person, stated))
    key = name_key(mention.name)
    sharing = known.shared.get(key)
    if sharing is not None:
        which = " and ".join(
            f"{person.slug} ({person.disambiguation or person.name}, {person.location})" for person in sharing
        )
        message = f'"{mention.name}" is the name of {len(sharing)} people: {which}'
        return Problem(location=mention.location, message=message, advice=f"write - person: {sharing[0].slug}")
    return known.owner.get(key)
