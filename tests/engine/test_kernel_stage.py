from noiselab.engine.kernel_stage import CLEAR, TEXT, UPDATE, KernelStage, Staged

SHOW = "display_data"


def seen(stage: KernelStage) -> list[str]:
    return [
        "".join(staged.texts) if staged.kind == TEXT else f"{staged.kind} {staged.name}"
        for staged in stage.take()
    ]


def test_texts_of_a_stream_are_joined_until_something_else_is_shown():
    stage = KernelStage()
    for text in ("a", "b"):
        stage.add_text("cell", "stdout", text)
        stage.add_text("cell", "stderr", text.upper())
    stage.add(Staged("cell", SHOW, "1"))
    stage.add_text("cell", "stdout", "c")
    assert seen(stage) == ["ab", "AB", "display_data 1", "c"]
    assert seen(stage) == []
    assert stage.size == 0


def test_what_is_cleared_within_a_moment_is_never_sent():
    stage = KernelStage()
    stage.add_text("cell", "stdout", "a")
    stage.add_text("thread of an older cell", "stdout", "old")
    stage.add(Staged("cell", SHOW, "1"))
    stage.add(Staged("cell", CLEAR))
    stage.add_text("cell", "stdout", "b")
    assert seen(stage) == ["old", "clear_output ", "b"]


def test_clearing_may_wait_for_the_next_output():
    stage = KernelStage()
    for i in range(1000):
        stage.add(Staged("cell", CLEAR), waits=True)
        stage.add(Staged("cell", SHOW, str(i)))
        stage.add_text("cell", "stdout", str(i))
    assert len(stage) <= 3
    stage.add(Staged("cell", CLEAR), waits=True)
    assert seen(stage) == ["clear_output ", "display_data 999", "999", "clear_output "]


def test_of_updates_only_the_last_is_sent():
    stage = KernelStage()
    stage.add(Staged("cell", SHOW, "bar"))
    for i in range(5):
        stage.add(Staged("cell", UPDATE, "bar", message=i))
        stage.add(Staged("cell", UPDATE, "other", message=i))
    kept = stage.take()
    assert [staged.message for staged in kept] == [None, 4, 4]
    assert [staged.name for staged in kept] == ["bar", "bar", "other"]
