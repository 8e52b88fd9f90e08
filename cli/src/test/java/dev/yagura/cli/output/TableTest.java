package dev.yagura.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table =
            new Table(List.of(Table.Column.number("PID"), Table.Column.text("COMM")));

    @Test
    void alignsNumbersRightAndTextLeft() {
        table.add(List.of("1", "init"));
        table.add(List.of("12345", "a longer name"));

        assertThat(printed()).isEqualTo("  PID  COMM\n    1  init\n12345  a longer name\n");
    }

    @Test
    void aGuestCannotForgeARowOrDriveTheTerminal() {
        table.add(List.of("7", "x\n    1  init\u001b[2J\u202e"));

        assertThat(printed()).isEqualTo("PID  COMM\n  7  x\\x0a    1  init\\x1b[2J\\u{202e}\n");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatThrownBy(() -> table.add(List.of("1"))).hasMessage("row has 1 cells, expected 2");
    }

    private String printed() {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            table.print(out);
        }
        return text.toString();
    }
}
