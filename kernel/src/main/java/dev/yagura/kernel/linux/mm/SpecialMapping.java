package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;

/** A mapping that the kernel makes, such as the vDSO; {@code struct vm_special_mapping}. */
@KernelStruct("vm_special_mapping")
interface SpecialMapping extends StructView {
    /** Returns its name with brackets. */
    String name() throws IOException;
}
