using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>
/// One vector register, untyped: every operation says how it divides the bits. Kernels are written once against these steps,
/// and each instruction set is one struct that implements them. "Words" are 16 bits, lanes without a name 32 bits.
/// All orders are natural: lane 0 is the lowest address.
/// </summary>
internal interface IVector<TSelf>
    where TSelf : struct, IVector<TSelf>
{
    /// <summary>Gets the 32-bit lanes of a register.</summary>
    static abstract int Lanes { get; }

    /// <summary>Gets the bytes of a register: four a lane.</summary>
    static abstract int Size { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Create(int value);

    static abstract TSelf CreateBytes(byte value);

    static abstract TSelf CreateWords(short value);

    /// <summary>Reads a whole register.</summary>
    static abstract TSelf Load(ref byte source, nint offset);

    /// <summary>Reads four bytes into every lane.</summary>
    static abstract TSelf Broadcast(ref byte source, nint offset);

    /// <summary>Reads a byte a word, half a register's size, zero-extended.</summary>
    static abstract TSelf LoadBytesToWords(ref byte source, nint offset);

    /// <summary>Reads a signed byte a word, half a register's size, sign-extended.</summary>
    static abstract TSelf LoadSignedBytesToWords(ref byte source, nint offset);

    /// <summary>Reads a byte a lane, a quarter of a register's size, zero-extended.</summary>
    static abstract TSelf LoadBytesToLanes(ref byte source, nint offset);

    static abstract void Store(TSelf value, ref byte target, nint offset);

    /// <summary>Writes the lower half.</summary>
    static abstract void StoreHalf(TSelf value, ref byte target, nint offset);

    /// <summary>Writes the lowest quarter.</summary>
    static abstract void StoreQuarter(TSelf value, ref byte target, nint offset);

    /// <summary>Writes the low word of every lane: half a register's size.</summary>
    static abstract void StoreLanesAsWords(TSelf value, ref byte target, nint offset);

    /// <summary>Bytes 0 and 2 of every lane as words.</summary>
    static abstract TSelf EvenBytes(TSelf value);

    /// <summary>Bytes 1 and 3 of every lane as words.</summary>
    static abstract TSelf OddBytes(TSelf value);

    /// <summary>Words below 256 become byte pairs: <paramref name="even"/> low, <paramref name="odd"/> high.</summary>
    static abstract TSelf PairBytes(TSelf even, TSelf odd);

    /// <summary>Lanes below 65536 become word pairs: <paramref name="even"/> low, <paramref name="odd"/> high.</summary>
    static abstract TSelf PairWords(TSelf even, TSelf odd);

    /// <summary>Unsigned bytes times signed bytes, pairs summed into words. A sum beyond 16 bits is undefined: prove that there is none.</summary>
    static abstract TSelf MultiplyAddBytes(TSelf unsigned, TSelf signed);

    /// <summary>Signed words times signed words, pairs summed into lanes.</summary>
    static abstract TSelf MultiplyAddWords(TSelf left, TSelf right);

    /// <summary>Adds words; wraps.</summary>
    static abstract TSelf AddWords(TSelf left, TSelf right);

    /// <summary>Adds lanes; wraps.</summary>
    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary>Multiplies lanes; the low 32 bits.</summary>
    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>Shifts lanes right by 0 to 31, arithmetically.</summary>
    static abstract TSelf ShiftRight(TSelf value, int count);

    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf MinBytes(TSelf left, TSelf right);

    static abstract TSelf MaxBytes(TSelf left, TSelf right);

    /// <summary>The lower half's signed words as lanes.</summary>
    static abstract TSelf WidenLower(TSelf words);

    /// <summary>The upper half's signed words as lanes.</summary>
    static abstract TSelf WidenUpper(TSelf words);

    /// <summary>Clamps lanes to 0..255 and packs them into the lowest quarter; the rest is undefined.</summary>
    static abstract TSelf Narrow1(TSelf a);

    /// <summary>Clamps the lanes of two registers to 0..255 and packs them into the lower half; the rest is undefined.</summary>
    static abstract TSelf Narrow2(TSelf a, TSelf b);

    /// <summary>Clamps the lanes of four registers to 0..255 and packs them.</summary>
    static abstract TSelf Narrow4(TSelf a, TSelf b, TSelf c, TSelf d);
}
