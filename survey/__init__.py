"""THE SKM: the survey, a second domain beside the queue. It knows that someone was served, not who.

- `instrument`: what is asked, in whose words, with which thresholds: data in `instruments/*.toml`
  with a day from which it is in force (`questionnaire` is its shape, `toml_table` its reader)
- `tokens`: the right to answer once; `responses`: what was answered: two sides that nothing joins
- `sheet`: one filled form, read strictly
- `mixing`: takes the order of arrival out of the stored answers
- `ikm`: exact arithmetic; `scoring`: the same over a CSV; `sampling`: how many answers are enough
- `results`: what a reader may see, from `groups` of answers, by `periods`; `cells` lets no small
  group stand alone

These modules import only the floor of queue_app (db, clock, errors, ids); queue_app's domains never
import this package. Its doors stand in folders of their own.
"""
