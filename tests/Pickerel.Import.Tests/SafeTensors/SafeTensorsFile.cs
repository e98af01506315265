using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import.SafeTensors;

namespace Pickerel.Import.Tests.SafeTensors;

/// <summary>Safetensors files written by hand, well-formed or not.</summary>
internal static class SafeTensorsFile
{
    /// <summary>A file with the header's true length.</summary>
    public static byte[] Create(string header, byte[] data) => Create(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Create(byte[] header, byte[] data)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    /// <summary>Reads a file.</summary>
    /// <returns>The model, or null and the problem.</returns>
    public static ModelDocument? Read(byte[] file, out Problem? problem)
    {
        using var stream = new MemoryStream(file, writable: false);
        try
        {
            problem = null;
            return SafeTensorsReader.Read(stream, "model");
        }
        catch (ProblemException stopped)
        {
            problem = stopped.Problem;
            return null;
        }
    }
}
