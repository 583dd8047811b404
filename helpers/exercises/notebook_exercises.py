"""The questions of one notebook for one student: panels, answers to hand in, tries and hints.

What was answered right in a panel is kept, also in a file; `answers` is for the rest, and for
nbgrader, which sees what stands in the notebook alone.
"""

from . import student as students
from .code import Code
from .guesses import Guesses
from .hand_in import Summary, record
from .kept import kept
from .topics import draw


class WrongAnswer(AssertionError):
    """Raised only while nbgrader runs the notebook: the answer is missing or not right."""


class Answers(dict):
    """{name of a question: answer or None}; refuses names that no question has."""

    def __setitem__(self, name, answer):
        if name not in self:
            raise ValueError(f"There is no question {name!r} here; they are {', '.join(self)}.")
        super().__setitem__(name, answer)


class Exercises:
    """The questions of a notebook ("01" … "07") with the numbers of a student.

    student: by default $COURSE_STUDENT, then the name on the hub; without any, everybody gets the
    same numbers. exercises["name"] shows a question, `answers` is what is handed in, `grade`
    checks an answer of it and `summary` shows all. Raises ValueError for an unknown notebook.
    """

    def __init__(self, notebook, student=None):
        self.notebook, self.student = notebook, students.name(student)
        self.claimed = students.plain(self.student if student is None else student)
        self.numbers, self.questions = draw(notebook, self.student)
        self.answers = Answers(dict.fromkeys(self.questions))
        self.hints = dict.fromkeys(self.questions, 0)
        self.tried = {name: [] for name in self.questions}
        self.last = {}
        self.kept = kept(notebook)
        self._panels = {}

    def __repr__(self):
        return f"Exercises({self.notebook!r}, {self.student!r}): {', '.join(self.questions)}"

    def __getitem__(self, name):
        """The panel that asks a question."""
        if self._known(name) not in self._panels:
            from .question_panel import panel

            self._panels[name] = panel(self, name)
        return self._panels[name]

    def check(self, name, given):
        """The Verdict on an answer. A readable one counts once as a try; a right one is kept."""
        question = self.questions[self._known(name)]
        verdict = question.check(given)
        if verdict.right is not None:
            written = question.handed_in(given)
            self.last[name] = given
            if written not in self.tried[name]:
                self.tried[name].append(written)
            if verdict.right:
                self.kept.answer(self.student, name, written)
        return verdict

    def answer(self, name):
        """What counts: answers[name], else what was answered right in a panel; None for neither."""
        given = self.answers[self._known(name)]
        if given is None and not students.grading():
            given = self.kept.answers.get(self.student, {}).get(name)
        return given

    def hint(self, name):
        """The next hint; it is counted. After the last one, a sentence that says so."""
        given, hints = self.hints[self._known(name)], self.questions[name].hints
        if given == len(hints):
            return "There are no more hints."
        self.hints[name] += 1
        return hints[given]

    def grade(self, name):
        """Print what is to be said to the answer that counts.

        While nbgrader runs the notebook, raises WrongAnswer unless it is right. Returns nothing:
        nbgrader takes a number that a cell returns for points.
        """
        given = self.answer(name)
        if given is None:
            self._report(False, f"{name}: not answered yet.")
            return
        verdict = self.check(name, given)
        hint = self._wrong_student_hint(name, given) if not verdict.right else ""
        self._report(bool(verdict.right), f"{name}: {verdict.text}{hint}")

    def summary(self):
        """A Summary: the tables of questions and predictions, and the lines to hand in."""
        given = {}
        for name in self.questions:
            answer = self.answer(name)
            if answer is not None:
                self.check(name, answer)
            given[name] = self.last.get(name) if answer is None else answer
        return Summary(record(self, given), self.numbers, Guesses(self.notebook, self.kept))

    def _report(self, right, text):
        if students.grading() and not right:
            raise WrongAnswer(text)
        print(text)

    def _wrong_student_hint(self, name, given):
        """A sentence if a wrong answer is right for other numbers that it may have come from."""
        if isinstance(self.questions[name], Code) or not students.grading():
            return ""
        for other, whose in ((self.claimed, f"{self.claimed!r}"), ("", "a class without names")):
            if other != self.student and draw(self.notebook, other)[1][name].check(given).right:
                return (
                    f" It is right with the numbers of {whose}, but it is graded with those of "
                    f"{self.student!r}. For a class without names, set COURSE_STUDENT= for grading."
                )
        return ""

    def _known(self, name):
        if name not in self.questions:
            raise ValueError(
                f"There is no question {name!r} here; they are {', '.join(self.questions)}."
            )
        return name
