/* Every Chinese word of this feature. */
export const strings = {
  wishes: { title: '心愿' },
  wish: { title: '微心愿' },
  claim: { title: '认领心愿' },
  wall: { title: '心愿墙' },
}
