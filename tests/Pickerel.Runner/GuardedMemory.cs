using System;
using System.Runtime.InteropServices;

namespace Pickerel.Runner;

/// <summary>
/// Memory between two pages that cannot be touched, where the system has them: a read or write beyond its end (or, flush left,
/// before its start) ends the process. The bytes around it hold a pattern that is checked.
/// </summary>
internal sealed unsafe class GuardedMemory : IDisposable
{
    private const byte Pattern = 0xA5;
    private const int None = 0, ReadWrite = 3, PrivateAnonymous = 0x22;
    private static readonly int Page = Environment.SystemPageSize;

    private readonly nint _base;
    private readonly nint _length;
    private readonly int _offset;

    /// <param name="bytes">The usable length.</param>
    /// <param name="flushRight">Whether the memory ends at the forbidden page, or starts at it.</param>
    public GuardedMemory(int bytes, bool flushRight)
    {
        Bytes = bytes;
        var inner = (bytes + Page - 1) / Page * Page;
        _length = inner + (2 * Page);
        if (OperatingSystem.IsLinux())
        {
            _base = Map(0, _length, ReadWrite, PrivateAnonymous, -1, 0);
            if (_base == -1 || Protect(_base, Page, None) != 0 || Protect(_base + Page + inner, Page, None) != 0)
                throw new InvalidOperationException("mmap failed");
        }
        else
        {
            _base = (nint)NativeMemory.Alloc((nuint)_length);
        }

        _offset = Page + (flushRight ? inner - bytes : 0);
        Inner(inner).Fill(Pattern);
    }

    public int Bytes { get; }

    public Span<byte> Span => new((byte*)_base + _offset, Bytes);

    /// <summary>Gets whether the pattern beside the memory is whole.</summary>
    public bool IsIntact
    {
        get
        {
            var inner = Inner((int)_length - (2 * Page));
            var at = _offset - Page;
            return !inner[..at].ContainsAnyExcept(Pattern) && !inner[(at + Bytes)..].ContainsAnyExcept(Pattern);
        }
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            _ = Unmap(_base, _length);
        else
            NativeMemory.Free((void*)_base);
    }

    private Span<byte> Inner(int length) => new((byte*)_base + Page, length);

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int Protect(nint address, nint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(nint address, nint length);
}
