using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>Writes a model as <c>.pickerel</c> text; the same document always gives the same bytes.</summary>
public static class ModelTextWriter
{
    /// <summary>Writes <paramref name="document"/> to <paramref name="output"/>, which stays open.</summary>
    /// <param name="document">The model; its name is not part of the text, the file's name is.</param>
    /// <param name="output">Receives ASCII with LF line ends.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <exception cref="ArgumentException">A tensor's bytes do not fit its type and sizes, or all are too large for the text.</exception>
    public static void Write(ModelDocument document, Stream output, CancellationToken cancellation = default)
    {
        using var writer = new LineWriter(output);
        writer.Line(ModelTextFormat.FirstLine);
        var (layers, constants) = document.Network is { } network ? WriteNetwork(network, document.SingleRounding) : ("", []);
        writer.Text(layers);
        long total = 0;
        foreach (var tensor in document.Tensors.Concat(constants))
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = ModelTensor.ByteCount(tensor.Type, tensor.Dimensions);
            total += bytes;
            if (bytes != tensor.Bytes.Length || total > ModelDocument.MaxTensorBytes)
                throw new ArgumentException($"Tensor '{tensor.Name}' has {tensor.Bytes.Length} bytes, not what its type and sizes need.", nameof(document));
            writer.Line(Header(tensor));
            writer.Base64(tensor.Bytes);
        }

        writer.End();
    }

    /// <summary>Gets <paramref name="document"/> as text.</summary>
    public static string ToText(ModelDocument document)
    {
        using var bytes = new MemoryStream();
        Write(document, bytes);
        return Encoding.ASCII.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static (string Text, IReadOnlyList<ModelTensor> Constants) WriteNetwork(Network network, EquatableArray<Node> singleRounding) =>
        network.IsInteger ? IntegerNetworkText.Write(network, singleRounding) : (NetworkText.Write(network), []);

    private static string Header(ModelTensor tensor)
    {
        var line = new StringBuilder(ModelTextFormat.TensorPrefix);
        QuotedName.Append(line, tensor.Name);
        _ = line.Append(' ').Append(tensor.Type.ToString()).Append(" [");
        for (var i = 0; i < tensor.Dimensions.Count; i++)
            _ = line.Append(i == 0 ? "" : ", ").Append(tensor.Dimensions[i].ToString(CultureInfo.InvariantCulture));
        return line.Append(']').ToString();
    }

    /// <summary>Writes lines and keeps their digest.</summary>
    private sealed class LineWriter(Stream output) : IDisposable
    {
        private const int Flush = 1 << 16;
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _buffer = new byte[Flush + 1024];
        private int _length;

        public void Line(string line) => Text(line + "\n");

        public void Text(string lines)
        {
            Reserve(lines.Length);
            _length += Encoding.ASCII.GetBytes(lines, 0, lines.Length, _buffer, _length);
        }

        public void Base64(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                var part = bytes.Slice(0, Math.Min(ModelTextFormat.BytesPerLine, bytes.Length));
                Reserve(256);
                var status = System.Buffers.Text.Base64.EncodeToUtf8(part, _buffer.AsSpan(_length), out _, out var written);
                if (status != OperationStatus.Done)
                    throw new InvalidOperationException("The buffer is too small for a line of base64.");
                _length += written;
                _buffer[_length++] = (byte)'\n';
                bytes = bytes.Slice(part.Length);
            }
        }

        public void End()
        {
            Write();
            Line(ModelTextFormat.LastLinePrefix + Digest.OfHash(_hash.GetHashAndReset()).Hex);
            Write();
        }

        public void Dispose() => _hash.Dispose();

        private void Reserve(int bytes)
        {
            if (_length + bytes > Flush)
                Write();
            if (bytes > _buffer.Length)
                _buffer = new byte[bytes];
        }

        private void Write()
        {
            _hash.AppendData(_buffer, 0, _length);
            output.Write(_buffer, 0, _length);
            _length = 0;
        }
    }
}
