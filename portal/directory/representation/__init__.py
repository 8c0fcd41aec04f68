"""Who is there, who comes no more, who is missing: the representation of a platform and of a territory (MISSION A6).

``standings`` judges (pure); ``check`` looks at one platform, ``matrix`` at all of a territory, ``nearby`` finds whom to
approach, ``mobilisation`` lists what is under way, ``waiting`` tells the team what is due.
"""
