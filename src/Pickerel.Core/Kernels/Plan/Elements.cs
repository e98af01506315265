using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>How generated code reads the elements of a tensor, bytes or words.</summary>
internal static class Elements
{
    /// <summary>The byte offset of an element behind others of the same pixel or row.</summary>
    public static string Offset(TensorStorage tensor, string element) => tensor.ElementBytes == 1 ? element : InvariantText.Of($"({tensor.ElementBytes} * {element})");

    /// <summary>One element, as an integer.</summary>
    public static string Read(TensorStorage tensor, string array, string at) =>
        InvariantText.Of($"Address.{(tensor.ElementBytes == 1 ? "At" : "ReadWord")}(ref {array}, {at})");

    /// <summary>A register of elements, a lane each.</summary>
    public static string LoadLanes(TensorStorage tensor, string array, string at) =>
        InvariantText.Of($"V.{(tensor.ElementBytes == 1 ? "LoadBytesToLanes" : "LoadSignedWordsToLanes")}(ref {array}, {at})");

    /// <summary>The name of a kernel on bytes where it reads words.</summary>
    public static string Named(string kernel, TensorStorage input) => input.ElementBytes == 1 ? kernel : kernel.Replace("U8", "S16");
}
