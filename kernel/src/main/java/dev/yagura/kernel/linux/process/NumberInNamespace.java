package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;

/** A task's number in one pid name space; {@code struct upid}. */
@KernelStruct("upid")
interface NumberInNamespace extends StructView {
    @KernelField("nr")
    int number();

    @KernelField("ns->ns.inum")
    OptionalInt namespace() throws IOException;
}
