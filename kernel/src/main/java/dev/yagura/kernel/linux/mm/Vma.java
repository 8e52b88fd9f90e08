package dev.yagura.kernel.linux.mm;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** A mapping; {@code struct vm_area_struct}. */
@KernelStruct("vm_area_struct")
interface Vma extends StructView {
    @KernelField("vm_start")
    long start();

    @KernelField("vm_end")
    long end();

    @KernelField("vm_flags")
    long flags();

    /** Returns where in the file it starts, in pages. */
    @KernelField("vm_pgoff")
    long pageOffset();

    @KernelField("vm_file")
    long fileGva();

    @KernelField("anon_vma")
    long anonVmaGva();

    @KernelField("vm_ops")
    long operationsGva();

    /** Returns the address of the function that names it. */
    @KernelField("vm_ops->name")
    OptionalLong namerGva() throws IOException;

    @KernelField("vm_private_data")
    long privateGva();

    /** Returns the address of the name a program gave it; shares its place in 6.1. */
    @KernelField("anon_name")
    OptionalLong anonNameGva();
}
