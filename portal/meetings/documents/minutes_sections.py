"""The printed minutes as sections, for files that an office program edits: what the PDF says, in the same order."""

from collections.abc import Mapping

from portal.core.printing import plain, section, table


def sections_of(data: Mapping) -> dict:
    """Return ``data`` (``documents.minutes.data_of``) as a document made of sections."""
    labels = data["labels"]
    found = [section(note=data["word"])] if data["word"] else []
    found.append(_attendance(data, labels))
    for item in data["items"]:
        found += _item(item, labels)
    if data["fingerprint"]:
        found.append(section(fine=data["fingerprint"]))
    if data["addenda"]:
        found.append(section(labels["addenda"]))
        found += [
            section(addendum["title"], level=2, text=addendum["text"], fine=addendum["sha256"])
            for addendum in data["addenda"]
        ]
    return {"document": data["document"], "mark": data["mark"], "sections": found}


def _attendance(data: Mapping, labels: Mapping) -> dict:
    if data["organisations"]:
        return section(labels["attendance"], items=data["organisations"])
    # Each line says its organisation: a line taken out, sorted or read aloud stays whole.
    rows = [[group["organisation"], *person] for group in data["attendance"] for person in group["people"]]
    if not rows:
        return section(labels["attendance"], text=plain(labels["nobody"]))
    header = [labels["organisation"], labels["person"], labels["presence"]]
    return section(labels["attendance"], table=table(header, rows, [1.3, 1, 1]))


def _item(item: Mapping, labels: Mapping) -> list[dict]:
    found = [section(item["title"], note=item["facts"], text=plain(item["situations"]))]
    if item["carried"]:
        header = [labels["action"], labels["who"], labels["due"], labels["state"]]
        found.append(section(lead=labels["carried"], table=table(header, item["carried"], [1.5, 1, 0.8, 0.6])))
    if item["text"]:
        found.append(section(text=item["text"]))
    if item["decisions"]:
        found.append(section(lead=labels["decisions"], items=item["decisions"]))
    if item["actions"]:
        header = [labels["action"], labels["who"], labels["due"]]
        found.append(section(lead=labels["actions"], table=table(header, item["actions"], [1.6, 1, 0.8])))
    return found
