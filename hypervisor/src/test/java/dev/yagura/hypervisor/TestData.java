package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** Files beside the tests. */
public final class TestData {
    private TestData() {}

    /** Reads a resource of the package of {@code test} as text. */
    public static String text(Class<?> test, String name) {
        try (InputStream in = test.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name + " beside " + test);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
