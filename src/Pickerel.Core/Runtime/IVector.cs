using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>
/// The steps of kernels on registers of type <typeparamref name="T"/>, whose bits have no type: every step says how it divides
/// them. Kernels are written once, and each instruction set is one struct that implements the steps. "Words" are 16 bits, lanes
/// without a name 32 bits. All orders are natural: lane 0 is the lowest address. The register is the base library's own type,
/// not wrapped in ours, and steps call intrinsics alone: the JIT inlines one level whatever its budget, but no more. They change
/// a register's type by <c>Unsafe.BitCast</c>: the same code, but <c>AsInt16</c> and its like double the time the JIT takes.
/// </summary>
internal interface IVector<T>
    where T : struct
{
    /// <summary>Gets the 32-bit lanes of a register.</summary>
    static abstract int Lanes { get; }

    /// <summary>Gets the bytes of a register: four a lane.</summary>
    static abstract int Size { get; }

    static abstract T Zero { get; }

    static abstract T Create(int value);

    static abstract T CreateBytes(byte value);

    static abstract T CreateWords(short value);

    /// <summary>Reads a whole register.</summary>
    static abstract T Load(ref byte source, nint offset);

    /// <summary>Reads four bytes into every lane.</summary>
    static abstract T Broadcast(ref byte source, nint offset);

    /// <summary>Reads a byte a word, half a register's size, zero-extended.</summary>
    static abstract T LoadBytesToWords(ref byte source, nint offset);

    /// <summary>Reads a signed byte a word, half a register's size, sign-extended.</summary>
    static abstract T LoadSignedBytesToWords(ref byte source, nint offset);

    /// <summary>Reads a byte a lane, a quarter of a register's size, zero-extended.</summary>
    static abstract T LoadBytesToLanes(ref byte source, nint offset);

    /// <summary>Reads a word a lane, half a register's size, zero-extended.</summary>
    static abstract T LoadWordsToLanes(ref byte source, nint offset);

    /// <summary>Reads a signed word a lane, half a register's size, sign-extended.</summary>
    static abstract T LoadSignedWordsToLanes(ref byte source, nint offset);

    /// <summary>Reads half a register from <paramref name="offset"/> and the upper half from so many bytes behind.</summary>
    static abstract T LoadHalves(ref byte source, nint offset, nint distance);

    static abstract void Store(T value, ref byte target, nint offset);

    /// <summary>Writes the lower half.</summary>
    static abstract void StoreHalf(T value, ref byte target, nint offset);

    /// <summary>Writes the lowest quarter.</summary>
    static abstract void StoreQuarter(T value, ref byte target, nint offset);

    /// <summary>Writes the low word of every lane: half a register's size.</summary>
    static abstract void StoreLanesAsWords(T value, ref byte target, nint offset);

    /// <summary>Writes minus the sum of each register's lanes: four 32-bit integers. Wraps.</summary>
    static abstract void StoreNegatedLaneSums(T a, T b, T c, T d, ref byte target, nint offset);

    /// <summary>The low four bits of every byte.</summary>
    static abstract T LowNibbles(T value);

    /// <summary>The high four bits of every byte, as a byte below 16.</summary>
    static abstract T HighNibbles(T value);

    /// <summary>Bytes 0 and 2 of every lane as words.</summary>
    static abstract T EvenBytes(T value);

    /// <summary>Bytes 1 and 3 of every lane as words.</summary>
    static abstract T OddBytes(T value);

    /// <summary>Words below 256 become byte pairs: <paramref name="even"/> low, <paramref name="odd"/> high.</summary>
    static abstract T PairBytes(T even, T odd);

    /// <summary>Lanes below 65536 become word pairs: <paramref name="even"/> low, <paramref name="odd"/> high.</summary>
    static abstract T PairWords(T even, T odd);

    /// <summary>Pairs the bytes of the lower half of every 128 bits: even 0, odd 0, even 1 … A lone lane is a block of its own.</summary>
    static abstract T InterleaveLowerBytes(T even, T odd);

    /// <summary>Pairs the bytes of the upper half of every 128 bits.</summary>
    static abstract T InterleaveUpperBytes(T even, T odd);

    /// <summary>Pairs the words of the lower half of every 128 bits.</summary>
    static abstract T InterleaveLowerWords(T even, T odd);

    /// <summary>Pairs the words of the upper half of every 128 bits.</summary>
    static abstract T InterleaveUpperWords(T even, T odd);

    /// <summary>Unsigned bytes times signed bytes, pairs summed into words. A sum beyond 16 bits is undefined: prove that there is none.</summary>
    static abstract T MultiplyAddBytes(T unsigned, T signed);

    /// <summary>Signed words times signed words, pairs summed into lanes.</summary>
    static abstract T MultiplyAddWords(T left, T right);

    /// <summary>Adds bytes; wraps.</summary>
    static abstract T AddBytes(T left, T right);

    /// <summary>Subtracts bytes; wraps.</summary>
    static abstract T SubtractBytes(T left, T right);

    /// <summary>All ones in bytes where the left is greater, both signed.</summary>
    static abstract T GreaterBytes(T left, T right);

    static abstract T And(T left, T right);

    /// <summary>Adds words; wraps.</summary>
    static abstract T AddWords(T left, T right);

    /// <summary>Subtracts words; wraps.</summary>
    static abstract T SubtractWords(T left, T right);

    /// <summary>Adds lanes; wraps.</summary>
    static abstract T Add(T left, T right);

    /// <summary>The sum of all lanes; wraps.</summary>
    static abstract int SumLanes(T value);

    /// <summary>Subtracts lanes; wraps.</summary>
    static abstract T Subtract(T left, T right);

    /// <summary>Multiplies lanes; the low 32 bits.</summary>
    static abstract T Multiply(T left, T right);

    /// <summary>Shifts lanes right by 0 to 31, arithmetically.</summary>
    static abstract T ShiftRight(T value, int count);

    /// <summary>Shifts words right by 0 to 15, arithmetically.</summary>
    static abstract T ShiftRightWords(T value, int count);

    /// <summary>Requantizes lanes: <c>((sum * m) + b) >> shift</c>. One step, as each costs the JIT time.</summary>
    static abstract T Requantize(T sum, T m, T b, int shift);

    /// <summary>Requantizes words, two of which are a sum: <c>((low * m) + (high * m') + b) >> shift</c> in lanes, m and m' being words.</summary>
    static abstract T RequantizeWords(T sum, T m, T b, int shift);

    /// <summary>
    /// Requantizes lanes by way of 64 bits: the low 32 bits of <c>((sum * m) + b) >> shift</c>, shift being 0 to 32. The b of even channels lie
    /// one behind the other, those of odd ones <paramref name="plane"/> bytes behind them; <paramref name="at"/> is four bytes a channel behind a multiple of 8.
    /// </summary>
    static abstract T RequantizeWide(T sum, T m, ref byte offsets, nint at, nint plane, int shift);

    /// <summary>Multiplies signed lanes: the product over 2^31, rounded half up. Undefined where that does not fit a lane.</summary>
    static abstract T MultiplyDoublingHigh(T left, T right);

    /// <summary>Multiplies signed lanes: the upper 32 bits of the product.</summary>
    static abstract T MultiplyHigh(T left, T right);

    /// <summary>Shifts every lane right by its own count of 0 to 31, arithmetically.</summary>
    static abstract T ShiftRightEach(T value, T counts);

    static abstract T Min(T left, T right);

    static abstract T Max(T left, T right);

    static abstract T MinBytes(T left, T right);

    static abstract T MaxBytes(T left, T right);

    static abstract T MaxWords(T left, T right);

    /// <summary>The lower half's signed words as lanes.</summary>
    static abstract T WidenLower(T words);

    /// <summary>The upper half's signed words as lanes.</summary>
    static abstract T WidenUpper(T words);

    /// <summary>Clamps lanes to 0..255 and packs them into the lowest quarter; the rest is undefined.</summary>
    static abstract T Narrow1(T a);

    /// <summary>Clamps the lanes of two registers to 0..255 and packs them into the lower half; the rest is undefined.</summary>
    static abstract T Narrow2(T a, T b);

    /// <summary>Clamps the lanes of four registers to 0..255 and packs them.</summary>
    static abstract T Narrow4(T a, T b, T c, T d);

    /// <summary>Clamps lanes to signed words: in every 128 bits those of <paramref name="a"/>, then those of <paramref name="b"/>.</summary>
    static abstract T PackLanes(T a, T b);

    /// <summary>The upper word of every lane: in every 128 bits those of <paramref name="a"/>, then those of <paramref name="b"/>.</summary>
    static abstract T PackUpperWords(T a, T b);

    /// <summary>Clamps signed words to 0..255: in every 128 bits those of <paramref name="a"/>, then those of <paramref name="b"/>.</summary>
    static abstract T PackWords(T a, T b);
}
