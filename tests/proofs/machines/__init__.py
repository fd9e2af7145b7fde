"""State machines: random programmes on the real engine and a real database, each step judged by rules of its own.

``stage`` plays, ``snapshot`` looks, ``rights`` says who may do what (by hand, from the programme's words), ``laws``
judges a step by the three, ``moves`` draws what people do, ``test_programme`` puts them together.
"""
