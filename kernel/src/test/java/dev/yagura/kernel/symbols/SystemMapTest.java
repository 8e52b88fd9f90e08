package dev.yagura.kernel.symbols;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemMapTest {
    private static final long SHIFT = 0x1240_0000;

    private static LinkedSymbols read(String text) throws MalformedStructureException {
        return SystemMap.read(MemorySegment.ofArray(text.getBytes(US_ASCII)));
    }

    @Test
    void movesSymbolsToWhereTheKernelRuns() throws Exception {
        LinkedSymbols linked = read(KallsymsVector.linkedMap());

        SymbolTable moved = linked.at(KallsymsVector.TEXT + SHIFT);

        assertThat(linked.linkText()).isEqualTo(KallsymsVector.TEXT);
        assertThat(moved.sorted())
                .filteredOn(symbol -> symbol.gva() < 0)
                .isEqualTo(KallsymsVector.V7_2.symbols(SHIFT));
        assertThat(moved.source()).isEqualTo("System.map");
        assertThat(moved.count()).isEqualTo(2109);
    }

    @Test
    void leavesPerCpuSymbolsWhereTheyAre() throws Exception {
        SymbolTable moved = read(KallsymsVector.linkedMap()).at(KallsymsVector.TEXT + SHIFT);

        assertThat(moved.address("fixed_percpu_data")).hasValue(0);
        assertThat(moved.nearest(0x10)).isEmpty();
    }

    @Test
    void findsByNameAndByAddress() throws Exception {
        SymbolTable moved = read(KallsymsVector.linkedMap()).at(KallsymsVector.TEXT + SHIFT);
        long initTask = moved.address("init_task").orElseThrow();

        assertThat(moved.all("cleanup_module_twice")).hasSize(2);
        assertThat(moved.nearest(initTask + 16))
                .hasValueSatisfying(near -> assertThat(near).hasToString("init_task+0x10"));
        assertThat(moved.address("missing")).isEmpty();
    }

    @Test
    void takesLastLineWithoutNewline() throws Exception {
        String map = KallsymsVector.linkedMap().strip();

        assertThat(read(map).at(KallsymsVector.TEXT).count()).isEqualTo(2109);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff8100000 T short\n",
                "ffffffff8100000g T digit\n",
                "ffffffff81000000T  blank\n",
                "ffffffff81000000 T \n",
                "\n",
                "The real System.map is in the -dbg package\n"
            })
    void refusesLinesThatAreNoSymbols(String line) {
        assertThatThrownBy(() -> read(KallsymsVector.linkedMap() + line))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageStartingWith("System.map: line 2110 at 0x");
    }

    @Test
    void refusesLinesWithoutEnd() {
        assertThatThrownBy(() -> read("f".repeat(1 << 20)))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is longer than 531 bytes");
    }

    @Test
    void refusesFilesThatAreNoWholeMap() {
        assertThatThrownBy(() -> read("ffffffff81000000 T _text\n"))
                .hasMessage("System.map: symbols at 0x0 has 1, expected 2048..2097152");
        assertThatThrownBy(() -> read(KallsymsVector.linkedMap().replace("T _text", "T _tex")))
                .hasMessage("System.map: _text at 0x0 is missing, expected one");
        assertThatThrownBy(() -> read("")).isInstanceOf(MalformedStructureException.class);
    }
}
