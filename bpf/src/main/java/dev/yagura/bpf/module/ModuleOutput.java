package dev.yagura.bpf.module;

import dev.yagura.kernel.table.Row;

/** Where what a module says goes, beside its findings. */
public interface ModuleOutput {
    /** Passes over it. */
    ModuleOutput NONE =
            new ModuleOutput() {
                @Override
                public void begin() {}

                @Override
                public void row(Row row) {}

                @Override
                public void note(String text) {}

                @Override
                public void value(String key, String base64) {}
            };

    /** Says that a look begins: what came before is of an earlier one, and no longer holds. */
    void begin();

    /** Takes a row. */
    void row(Row row);

    /** Takes a line for who writes the module. */
    void note(String text);

    /** Takes a value that a later look is to be compared with. */
    void value(String key, String base64);
}
