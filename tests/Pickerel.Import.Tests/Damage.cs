using System;
using System.Linq;

namespace Pickerel.Import.Tests;

/// <summary>Damages files for tests of what they are refused with.</summary>
internal static class Damage
{
    /// <summary>One to four changes: bits, bytes, words to extreme or to other words' values, pieces cut, doubled and moved.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="random">Chooses the changes.</param>
    /// <param name="interesting">So many bytes at its start and at its end are changed.</param>
    public static byte[] Of(byte[] whole, Random random, int interesting)
    {
        var file = whole.ToArray();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(2) == 0 ? random.Next(Math.Min(interesting, file.Length)) : file.Length - 1 - random.Next(Math.Min(interesting, file.Length));
            var word = Math.Clamp(at / 4 * 4, 0, file.Length - 4);
            switch (random.Next(7))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    BitConverter.GetBytes(new[] { 0, -1, 1, int.MaxValue, int.MinValue, 0x7F800000, 0x7FC00000, 1 << 16, file.Length }[random.Next(9)]).CopyTo(file, word);
                    break;
                case 3:
                    Array.Copy(file, random.Next(file.Length / 4) * 4, file, word, 4);
                    break;
                case 4:
                    file = [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 40))..]];
                    break;
                case 5:
                    file = [.. file[..at], .. file[Math.Max(0, at - random.Next(1, 40))..]];
                    break;
                default:
                    BitConverter.GetBytes(BitConverter.ToInt32(file, word) + random.Next(-8, 9)).CopyTo(file, word);
                    break;
            }

            if (file.Length < 64)
                return file;
        }

        return file;
    }
}
