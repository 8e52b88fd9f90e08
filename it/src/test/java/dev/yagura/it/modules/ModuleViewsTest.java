package dev.yagura.it.modules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same on dumps that are at hand: {@code -Dyagura.cores=FILE:FILE…}. The kernel matrix does it
 * on guests of every kernel.
 */
@EnabledIfSystemProperty(named = "yagura.cores", matches = ".+")
class ModuleViewsTest {
    static Stream<Path> cores() {
        return Stream.of(System.getProperty("yagura.cores").split(":", -1)).map(Path::of);
    }

    @ParameterizedTest
    @MethodSource("cores")
    void modulesListWhatViewsList(Path core) throws IOException {
        ModuleViews.compare(core);
    }
}
