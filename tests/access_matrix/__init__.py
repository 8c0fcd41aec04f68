"""Every named address × every method × every role × own and foreign platform (SECURITY D-01, D-02).

``addresses.py`` enumerates the URLconf, ``world.py`` builds the rows once, ``policies.py`` says which role gets which
answer, ``expectations.py`` gives every address its policy, ``test_*.py`` walk. An address without an expectation fails.
"""
