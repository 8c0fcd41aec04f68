import pathlib
import re

import portal.meetings.calendar


def test_the_writer_knows_no_clock_no_settings_and_no_database():
    sources = pathlib.Path(portal.meetings.calendar.__file__).parent.glob("*.py")
    code = "\n".join(path.read_text() for path in sources)
    assert re.findall(r"\.now\(|\.today\(|utcnow|(?:import|from) django|time\.time", code) == []
